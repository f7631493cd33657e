package dev.trellis.objection;

import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailRequest.Recipient;
import dev.trellis.email.Emails;
import dev.trellis.handoff.Member;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.TrellisProperties;
import java.util.HashMap;
import org.springframework.stereotype.Component;

/** Tells whoever logged an objection what became of it. */
@Component
class AnswerMail {

    private static final String TEMPLATE = "objection-answered";

    private final Emails emails;
    private final Teams teams;
    private final TrellisProperties settings;

    AnswerMail(Emails emails, Teams teams, TrellisProperties settings) {
        this.emails = emails;
        this.teams = teams;
        this.settings = settings;
    }

    /** Writes once for each objection; nobody where nobody can be written to. */
    void tell(Objection objection) {
        var address = objection.tell();
        if (address == null) {
            return;
        }
        var facts = new HashMap<String, Object>();
        facts.put("category", objection.category().label());
        facts.put("objection", objection.words());
        facts.put("state", objection.state().label());
        if (objection.note() != null) {
            facts.put("note", objection.note());
        }
        var links = new HashMap<String, String>();
        links.put("objection", settings.publicUrl() + "/objections/" + objection.id());
        var asset = objection.asset();
        if (asset != null) {
            facts.put("asset", asset.name());
            facts.put("assetKind", asset.kind().label());
            if (asset.kind() == Asset.Kind.URL) {
                links.put("asset", asset.name());
            }
        }
        var name = teams.findMember(address).map(Member::name).orElse(null);
        emails.plan(EmailRequest.of(
                        EmailRequest.keyFor("objection-answered:" + objection.id()), objection.contactId(), TEMPLATE)
                .to(new Recipient(address, name))
                .facts(facts)
                .links(links)
                .build());
    }
}
