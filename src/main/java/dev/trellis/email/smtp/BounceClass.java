package dev.trellis.email.smtp;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal is about, judged by its enhanced status (RFC 3463) and its words together. Where the two disagree, the
 * judgement that does less harm wins: a refusal that speaks of block lists says nothing about the address, whatever its
 * number.
 */
public enum BounceClass {
    /** Nobody will ever read mail to this address. */
    ADDRESS,
    /** It did not work this time: a full mailbox, a server that is away. */
    TRANSIENT,
    /** About who we are or what we sent: block lists, missing signatures, content, size. */
    POLICY;

    /** Codes that speak of the recipient's address; 5.1.7 and 5.1.8 speak of the sender's. */
    private static final Set<String> DEAD = Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10");

    /** Codes outside x.6 (content) and x.7 (security) that speak of us or of our message. */
    private static final Set<String> OURS = Set.of("5.1.7", "5.1.8", "5.2.3", "5.3.4");

    private static final Pattern POLICY_WORDS = words("black ?list|block ?list|blacklisted|is blocked|been blocked"
            + "|blocked (by|using|for|due)|\\brbl\\b|dnsbl|spamhaus|spamcop|sorbs\\.net|uceprotect|barracudacentral"
            + "|\\bspam|unsolicited|\\buce\\b|\\bbulk (e-?)?mail|junk ?mail|phish|malware|\\bvirus|infected"
            + "|reputation|\\bspf\\b|\\bdkim\\b|\\bdmarc\\b|sender policy|polic(y|ies)\\b"
            + "|(not|un)[ -]?authori[sz]ed|unauthenticated|authentication (is )?(required|failed|check)"
            + "|(?<!recipient address rejected: )access denied|relay(ing)? (access )?(is )?(denied|prohibited|not)"
            + "|not permitted|prohibited|\\bbanned\\b|blackholed|content (was )?(rejected|filter)|message content"
            + "|suspicious|rate ?limit|too many (messages|connections|recipients|emails)|throttl|unusual rate"
            + "|reverse dns|\\brdns\\b|\\bptr\\b|\\bhelo\\b|\\behlo\\b"
            + "|sender (address |e?mail |domain )?(is |was )?(rejected|denied|blocked|refused|not|verif|does|invalid|unknown)"
            + "|does not accept mail from|not accept(ing|ed)? mail from|from your (ip|domain|host|server)");

    /** Who does not know us asks us to come again, which is no reproach. */
    private static final Pattern GREYLISTING = words("gr[ae]y.?list");

    private static final Pattern TEMPORARY_WORDS = words(
            "temporar|try again|retry (later|time)"
                    + "|over ?quota|quota (is )?exceeded|exceed(s|ed)? (the |its |their |his |storage |mailbox |disk )*(quota|storage|allocation)"
                    + "|(mailbox|account|inbox|postfach|mailfolder) (is |ist |has )?(full|voll|over)|mailboxfull|storage exceeded|full mailbox"
                    + "|insufficient (system |disk )?(storage|space)|out of storage|bo[iî]te .{0,20}pleine|buz[oó]n lleno|casella piena");

    private static final Pattern NO_SUCH_USER = words(
            "user unknown|unknown user|user (is )?(not found|not known|invalid)"
                    + "|no such (local )?(user|recipient|mailbox|address|person|account|email)|(mailbox|address|account|user|recipient|email)"
                    + "[^.;:]{0,40} (does not|doesn't|do not|did not) exist|does not exist|doesn't exist|recipient(s)? not found|recipientnotfound"
                    + "|invalid (recipient|mailbox|user)|unknown (recipient|mailbox|address|account|local[ -]?part|or illegal alias)"
                    + "|(recipient|address|mailbox|account) (is )?unknown|mailbox not found|no mailbox (here )?by that name|no mailbox here"
                    + "|not a (valid|known) (mailbox|user|recipient|account|email)|doesn't have an? .{0,40}account"
                    + "|not found by smtp address lookup|couldn'?t be found|could not be found|wasn'?t found"
                    + "|account (is |has been )?(disabled|closed|deleted|deactivated)|undeliverable address|unrouteable address"
                    + "|not listed in (domino|public|the)|bad destination mailbox|empf[aä]nger (ist )?unbekannt"
                    + "|unbekannte[rn]? (empf[aä]nger|benutzer)|existiert nicht|utilisateur inconnu|destinataire inconnu"
                    + "|n'existe pas|usuario desconocido|no existe|utente sconosciuto|non esiste|onbekende gebruiker|bestaat niet");

    private static final Pattern ABOUT_RECIPIENT = words("recipient|mailbox|user|rcpt|address unknown|unknown address");

    /** What names people and machines is no statement: {@code spam-team@example.org} may well not exist. */
    private static final Pattern NAMES = Pattern.compile("<?[^\\s<>\"(;,]+@[^\\s<>\"(;,]+>?|\\S+(?= said:)");

    private static final Pattern AFTER_CODE = Pattern.compile("\\b[45]\\d\\d[ -]#?([45]\\.[0-7]\\.\\d{1,3})\\b");
    private static final Pattern ALONE = Pattern.compile("(?<![\\d.])([45]\\.[0-7]\\.\\d{1,3})(?!\\.?\\d)");
    private static final Pattern FOR_NOW = Pattern.compile("(^|\\s|:)4\\d\\d[ -]");

    /** The word that the database and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class that is called so. */
    public static BounceClass of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** The enhanced status that a server's words carry; {@code x.0.0} says nothing and counts as none. */
    public static Optional<String> statusIn(String words) {
        for (var pattern : new Pattern[] {AFTER_CODE, ALONE}) {
            var matcher = pattern.matcher(words);
            while (matcher.find()) {
                if (says(matcher.group(1))) {
                    return Optional.of(matcher.group(1));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Judges a refusal.
     *
     * @param status the enhanced status; null where there is none
     * @param words what the server said
     * @param toRecipient whether it was said to the recipient's address
     * @return empty where neither tells anything
     */
    public static Optional<BounceClass> judge(@Nullable String status, String words, boolean toRecipient) {
        var said = NAMES.matcher(words).replaceAll(" ").toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        var own = statusIn(words).orElse(null);
        var given = status != null && says(status) ? status : null;
        var code = own != null ? own : given;
        if (POLICY_WORDS.matcher(said).find() || isPolicy(code, said) || isPolicy(given, said)) {
            return Optional.of(POLICY);
        }
        if (TEMPORARY_WORDS.matcher(said).find() || isGreylisting(said)) {
            return Optional.of(TRANSIENT);
        }
        if (code == null) {
            return byWords(said, toRecipient, status != null);
        }
        if (code.equals("5.1.0")) {
            boolean dead = toRecipient
                    && (NO_SUCH_USER.matcher(said).find()
                            || ABOUT_RECIPIENT.matcher(said).find());
            return Optional.of(dead ? ADDRESS : TRANSIENT);
        }
        return Optional.of(DEAD.contains(code) ? ADDRESS : TRANSIENT);
    }

    private static Optional<BounceClass> byWords(String said, boolean toRecipient, boolean refused) {
        if (FOR_NOW.matcher(said).find()) {
            return Optional.of(TRANSIENT);
        }
        if (toRecipient && NO_SUCH_USER.matcher(said).find()) {
            return Optional.of(ADDRESS);
        }
        return refused ? Optional.of(TRANSIENT) : Optional.empty();
    }

    private static boolean isPolicy(@Nullable String code, String said) {
        if (code == null) {
            return false;
        }
        return code.startsWith("5.7.")
                || code.startsWith("5.6.")
                || OURS.contains(code)
                || (code.startsWith("4.7.") && !isGreylisting(said));
    }

    /** Whether the words, in lower case, only ask somebody unknown to come again. */
    static boolean isGreylisting(String words) {
        return GREYLISTING.matcher(words).find();
    }

    private static boolean says(String status) {
        return !status.endsWith(".0.0");
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile(alternatives);
    }
}
