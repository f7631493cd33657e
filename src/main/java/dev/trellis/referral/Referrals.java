package dev.trellis.referral;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.ContactsAdded;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealRefunded;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Deals;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who came through whom, and what that earns.
 *
 * <p>A referral link carries the code in its address and nothing in a cookie. The first code a contact names counts.
 */
@Service
public class Referrals {

    private static final String ACTOR = "referral";

    private final ReferralStore store;
    private final Contacts contacts;
    private final Deals deals;
    private final ReferralProperties properties;
    private final TrellisProperties trellis;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Referrals(
            ReferralStore store,
            Contacts contacts,
            Deals deals,
            ReferralProperties properties,
            TrellisProperties trellis,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.contacts = contacts;
        this.deals = deals;
        this.properties = properties;
        this.trellis = trellis;
        this.events = events;
        this.clock = clock;
    }

    /** The contact's code; made when it is first asked for, and the same ever after. */
    @Transactional
    public ReferralCode codeOf(ContactId contact) {
        contacts.require(contact);
        for (; ; ) {
            var code = store.codeOf(contact);
            if (code.isPresent()) {
                return code.get();
            }
            store.addCode(contact, ReferralCode.random(), clock.instant());
        }
    }

    /** The link that the contact may pass on. */
    public String linkOf(ContactId contact) {
        return trellis.publicUrl() + "/t/r/" + codeOf(contact);
    }

    /** Whose code it is. */
    public Optional<ContactId> referrer(ReferralCode code) {
        return store.ownerOf(code);
    }

    /**
     * Somebody followed the link.
     *
     * @return whether there is such a code
     */
    boolean visited(ReferralCode code) {
        return store.countVisit(code);
    }

    /** Through whom the contact came. */
    public Optional<Referral> of(ContactId contact) {
        return store.of(contact);
    }

    /** Who came through the contact, oldest first. */
    public List<Referral> by(ContactId referrer) {
        return store.by(referrer);
    }

    /** How many who came through the contact bought. */
    public int convertedBy(ContactId referrer) {
        return store.convertedBy(referrer);
    }

    /** Referrals in the order they were attributed. */
    public Page<Referral> page(@Nullable ContactId referrer, @Nullable String after, int limit) {
        return store.page(referrer, after, limit);
    }

    /** Rewards in the order they were earned. */
    public Page<Reward> rewards(Reward.@Nullable State state, @Nullable String after, int limit) {
        return store.rewards(state, after, limit);
    }

    /**
     * A pending reward was given out.
     *
     * @return empty if it is not pending
     */
    @Transactional
    public Optional<Reward> grant(UUID reward, String actor) {
        return store.grantReward(reward, actor, clock.instant());
    }

    public Optional<Reward> findReward(UUID id) {
        return store.findReward(id);
    }

    /** The contact says it came through this code. */
    @Transactional
    public Attribution attribute(ContactId contactId, String codeText) {
        contacts.lock(List.of(contactId));
        var contact = contacts.require(contactId);
        var code = ReferralCode.parse(codeText);
        var referrerId = code.flatMap(store::ownerOf);
        if (code.isEmpty() || referrerId.isEmpty()) {
            return Attribution.UNKNOWN_CODE;
        }
        var verdict = judge(contact, contacts.require(referrerId.get()));
        if (verdict == Attribution.ATTRIBUTED) {
            store.add(code.get(), referrerId.get(), contactId, clock.instant());
        }
        return verdict;
    }

    private Attribution judge(Contact contact, Contact referrer) {
        if (SamePerson.is(contact, referrer)) {
            return Attribution.SELF;
        }
        var before = store.of(contact.id());
        if (before.isPresent()) {
            return before.get().referrer().equals(referrer.id()) ? Attribution.REPEATED : Attribution.REFERRED_BEFORE;
        }
        if (store.of(referrer.id())
                .filter(referral -> referral.referrer().equals(contact.id()))
                .isPresent()) {
            return Attribution.CIRCULAR;
        }
        if (deals.of(contact.id()).stream().anyMatch(deal -> deal.state() == Deal.State.WON)) {
            return Attribution.CUSTOMER_BEFORE;
        }
        var window = Duration.ofDays(properties.windowDays());
        return contact.createdAt().plus(window).isBefore(clock.instant())
                ? Attribution.KNOWN_BEFORE
                : Attribution.ATTRIBUTED;
    }

    /** New contacts may say in their source or in the attribute {@code referral} through whom they came. */
    @EventListener
    void on(ContactsAdded added) {
        var ids = added.contacts().stream().map(ContactsAdded.Added::id).toList();
        store.claims(ids).forEach(this::attribute);
    }

    @EventListener
    void on(DealWon won) {
        var converted = new ArrayList<Referral>();
        for (var deal : won.deals()) {
            store.convert(deal.contactId(), deal.id(), clock.instant()).ifPresent(converted::add);
        }
        if (!converted.isEmpty()) {
            converted.forEach(referral -> store.addReward(referral, clock.instant()));
            events.publishEvent(new ReferralConverted(List.copyOf(converted)));
        }
    }

    /** Nothing is earned with a deal that was undone. */
    @EventListener
    void on(DealRefunded refunded) {
        refunded.deals().forEach(deal -> store.voidReward(deal.id(), ACTOR, clock.instant()));
    }
}
