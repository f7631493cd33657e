package dev.trellis.objection;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static java.util.Objects.requireNonNull;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deals;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.Emails;
import dev.trellis.email.PlannedSend;
import dev.trellis.email.Stream;
import dev.trellis.email.TemplatePreviews;
import dev.trellis.email.TemplatePreviews.NoSuchTemplateException;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Playbooks;
import dev.trellis.objection.Objection.State;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The objections that sales logs: open until marketing has something that answers them, or says that it will not. */
@Repository
public class Objections {

    private static final int LONGEST_TEXT = 2_000;
    private static final String ADDRESS = "[^@\\s]+@[^@\\s]+";

    private final JdbcClient jdbc;
    private final Contacts contacts;
    private final Deals deals;
    private final Playbooks playbooks;
    private final TemplatePreviews templates;
    private final AnswerMail mail;
    private final Emails emails;
    private final Owners owners;
    private final Clock clock;

    Objections(
            JdbcClient jdbc,
            Contacts contacts,
            Deals deals,
            Playbooks playbooks,
            TemplatePreviews templates,
            AnswerMail mail,
            Emails emails,
            Owners owners,
            Clock clock) {
        this.jdbc = jdbc;
        this.contacts = contacts;
        this.deals = deals;
        this.playbooks = playbooks;
        this.templates = templates;
        this.mail = mail;
        this.emails = emails;
        this.owners = owners;
        this.clock = clock;
    }

    public Optional<Objection> find(UUID id) {
        return jdbc.sql("select * from objection where id = :id")
                .param("id", id)
                .query(Objections::toObjection)
                .optional();
    }

    /**
     * The objection with this id.
     *
     * @throws ObjectionNotFoundException if there is none
     */
    public Objection require(UUID id) {
        return find(id).orElseThrow(() -> new ObjectionNotFoundException(id));
    }

    /** The contact's, the latest first. */
    public List<Objection> of(ContactId contact) {
        return jdbc.sql("select * from objection where contact_id = :contact order by asked_at desc, id desc")
                .param("contact", contact.value())
                .query(Objections::toObjection)
                .list();
    }

    /** Objections in the order in which they were logged. */
    public Page<Objection> page(ObjectionFilter filter, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from objection where true");
        var parameters = new HashMap<String, Object>();
        if (filter.state() != null) {
            sql.append(" and state = :state");
            parameters.put("state", filter.state().label());
        }
        if (filter.category() != null) {
            sql.append(" and category = :category");
            parameters.put("category", filter.category().label());
        }
        if (filter.contact() != null) {
            sql.append(" and contact_id = :contact");
            parameters.put("contact", filter.contact().value());
        }
        if (cursor != null) {
            sql.append(" and (asked_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by asked_at, id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(Objections::toObjection)
                .list();
        return Page.of(rows, limit, objection -> new Cursor(objection.askedAt(), objection.id()));
    }

    /** How many wait for an answer. */
    public int openCount() {
        return jdbc.sql("select count(*) from objection where state = 'open'")
                .query(Integer.class)
                .single();
    }

    /** The latest that are answered or declined. */
    public List<Objection> closed(int limit) {
        return jdbc.sql("select * from objection where state <> 'open' order by closed_at desc, id desc limit :limit")
                .param("limit", limit)
                .query(Objections::toObjection)
                .list();
    }

    /** Logs an objection. */
    @Transactional
    public Objection log(NewObjection objection) {
        contacts.lock(List.of(objection.contactId()));
        contacts.require(objection.contactId());
        requireDealOf(objection);
        var words = text("text", objection.words());
        if (words == null) {
            throw new InvalidValueException("text", "is missing: write down what the contact said");
        }
        var tell = objection.tell();
        if (tell != null && !tell.matches(ADDRESS)) {
            throw new InvalidValueException("askedBy", "must be an address such as sam@example.com, not " + tell);
        }
        return jdbc.sql("""
                        insert into objection (id, contact_id, handoff_id, deal_id, category, words, asked_by, tell, asked_at, state)
                        values (:id, :contact, :handoff, :deal, :category, :words, :askedBy, :tell, :now, 'open')
                        returning *""")
                .param("id", Ids.next())
                .param("contact", objection.contactId().value())
                .param("handoff", objection.handoffId())
                .param("deal", objection.dealId())
                .param("category", objection.category().label())
                .param("words", words)
                .param("askedBy", objection.askedBy())
                .param("tell", tell)
                .param("now", utc(clock.instant()))
                .query(Objections::toObjection)
                .single();
    }

    private void requireDealOf(NewObjection objection) {
        var dealId = objection.dealId();
        if (dealId != null
                && deals.find(dealId)
                        .filter(deal -> deal.contactId().equals(objection.contactId()))
                        .isEmpty()) {
            throw new InvalidValueException("dealId", "the contact has no deal " + dealId);
        }
    }

    /**
     * Something answers it from now on; whoever logged it is told.
     *
     * @throws ObjectionClosedException if it is not open any more
     */
    @Transactional
    public Objection answer(UUID id, Asset asset, @Nullable String note, String actor) {
        return close(id, State.ANSWERED, checked(asset), text("note", note), actor);
    }

    /**
     * Marketing will not answer it, and says why; whoever logged it is told.
     *
     * @throws ObjectionClosedException if it is not open any more
     */
    @Transactional
    public Objection decline(UUID id, @Nullable String note, String actor) {
        var why = text("note", note);
        if (why == null) {
            throw new InvalidValueException("note", "is missing: say why there will be no answer");
        }
        return close(id, State.DECLINED, null, why, actor);
    }

    /** Whether an email for contacts answers it, and not a playbook, a page, or what is written to us. */
    public boolean isSendable(Objection objection) {
        var asset = objection.asset();
        try {
            return asset != null
                    && asset.kind() == Asset.Kind.TEMPLATE
                    && templates.template(asset.name()).stream() != Stream.INTERNAL;
        } catch (NoSuchTemplateException ex) {
            return false;
        }
    }

    /**
     * Sends the contact the email that answers it, in the name of its owner where it has one: once, however often it is
     * asked for. It goes by the rules of all mail, consent and caps among them.
     *
     * @return what becomes of it
     * @throws InvalidValueException if no email for contacts answers it
     */
    @Transactional
    public PlannedSend send(UUID id) {
        var objection = require(id);
        contacts.lock(List.of(objection.contactId()));
        if (!isSendable(objection)) {
            throw new InvalidValueException("objection", "There is no email that answers it and is for contacts");
        }
        var owner = owners.of(objection.contactId())
                .map(known -> new EmailRequest.Owner(known.name(), known.email()))
                .orElse(null);
        var asset = requireNonNull(objection.asset());
        return emails.plan(EmailRequest.of(keyOf(objection), objection.contactId(), asset.name())
                .owner(owner)
                .inTheNameOfOwner(owner != null)
                .repeat(true)
                .build());
    }

    /** The email that went to the contact as the answer; empty where none was asked for. */
    public Optional<UUID> sent(Objection objection) {
        return jdbc.sql("select id from send where element_instance_key = :key")
                .param("key", keyOf(objection))
                .query(UUID.class)
                .optional();
    }

    private static long keyOf(Objection objection) {
        return EmailRequest.keyFor("objection-answer:" + objection.id());
    }

    private Objection close(UUID id, State state, @Nullable Asset asset, @Nullable String note, String actor) {
        contacts.lock(List.of(require(id).contactId()));
        var closed = jdbc.sql("""
                        update objection
                        set state = :state, asset_kind = :kind, asset = :asset, note = :note, closed_by = :actor, closed_at = :now
                        where id = :id and state = 'open'
                        returning *""")
                .param("state", state.label())
                .param("kind", asset == null ? null : asset.kind().label())
                .param("asset", asset == null ? null : asset.name())
                .param("note", note)
                .param("actor", actor)
                .param("now", utc(clock.instant()))
                .param("id", id)
                .query(Objections::toObjection)
                .optional()
                .orElseThrow(() -> new ObjectionClosedException(require(id)));
        mail.tell(closed);
        return closed;
    }

    private Asset checked(Asset asset) {
        var name = text("asset", asset.name());
        if (name == null) {
            throw new InvalidValueException("asset", "is missing: name what answers it");
        }
        switch (asset.kind()) {
            case PLAYBOOK -> {
                if (!playbooks.names().contains(name)) {
                    throw new InvalidValueException(
                            "asset",
                            "there is no playbook \"" + name + "\"; there are " + String.join(", ", playbooks.names()));
                }
            }
            case TEMPLATE -> {
                try {
                    var unused = templates.template(name);
                } catch (NoSuchTemplateException ex) {
                    throw new InvalidValueException("asset", String.valueOf(ex.getMessage()));
                }
            }
            case URL -> {
                if (!isWebAddress(name)) {
                    throw new InvalidValueException(
                            "asset", "must be a web address such as https://example.com/security, not " + name);
                }
            }
        }
        return new Asset(asset.kind(), name);
    }

    private static boolean isWebAddress(String text) {
        try {
            var address = URI.create(text);
            return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                    && address.getHost() != null;
        } catch (IllegalArgumentException ex) {
            return false;
        }
    }

    private static @Nullable String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST_TEXT) {
            throw new InvalidValueException(field, "must have at most " + LONGEST_TEXT + " characters");
        }
        return Text.storable(value.strip());
    }

    private static Objection toObjection(ResultSet row, int number) throws SQLException {
        var kind = row.getString("asset_kind");
        return new Objection(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getObject("handoff_id", UUID.class),
                row.getObject("deal_id", UUID.class),
                ObjectionCategory.of(row.getString("category")),
                row.getString("words"),
                row.getString("asked_by"),
                row.getString("tell"),
                instant(row, "asked_at"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                kind == null ? null : new Asset(Asset.Kind.of(kind), row.getString("asset")),
                row.getString("note"),
                row.getString("closed_by"),
                instantOrNull(row, "closed_at"));
    }
}
