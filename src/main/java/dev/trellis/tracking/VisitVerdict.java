package dev.trellis.tracking;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person or a machine opened a mail or followed a link, as far as one can tell.
 *
 * @param label human, machine, scanner (a machine that follows everything) or unknown
 * @param reason in words
 */
record VisitVerdict(String label, String reason) {

    static final String HUMAN = "human";
    static final String MACHINE = "machine";
    static final String SCANNER = "scanner";
    static final String UNKNOWN = "unknown";
    static final List<String> LABELS = List.of(HUMAN, MACHINE, SCANNER, UNKNOWN);

    private static final Duration TOO_SOON = Duration.ofSeconds(2);

    /** What prefetchers, scanners and programs call themselves. */
    private static final List<String> MACHINES = List.of(
            "bot",
            "crawl",
            "spider",
            "scan",
            "preview",
            "prefetch",
            "curl/",
            "wget/",
            "python",
            "java/",
            "okhttp",
            "go-http-client",
            "httpclient",
            "libwww",
            "headless",
            "office existence discovery",
            "microsoft office",
            "ms-office",
            "slack",
            "whatsapp",
            "facebookexternalhit");

    /** What scanners of mail call themselves. */
    private static final List<String> SCANNERS = List.of("barracuda", "mimecast", "proofpoint", "safelinks");

    /** Proxies that fetch pictures when a person opens a mail, or before. */
    private static final List<String> PICTURE_PROXIES = List.of("googleimageproxy", "yahoomailproxy");

    static VisitVerdict of(Visit visit) {
        var agent = visit.userAgent() == null ? "" : visit.userAgent().strip().toLowerCase(Locale.ROOT);
        if (visit.trapped()) {
            return new VisitVerdict(SCANNER, "followed a link that no person sees");
        }
        if (visit.burst()) {
            return new VisitVerdict(SCANNER, "several links of the mail within two seconds");
        }
        for (var scanner : SCANNERS) {
            if (agent.contains(scanner)) {
                return new VisitVerdict(SCANNER, "calls itself " + scanner);
            }
        }
        if (visit.head()) {
            return new VisitVerdict(MACHINE, "asked for the head only");
        }
        if (visit.knownNetwork()) {
            return new VisitVerdict(MACHINE, "came from a network of machines");
        }
        for (var machine : MACHINES) {
            if (agent.contains(machine)) {
                return new VisitVerdict(MACHINE, "calls itself " + machine.replace("/", ""));
            }
        }
        if (agent.equals("mozilla/5.0")) {
            return new VisitVerdict(MACHINE, "looks like Apple's privacy proxy");
        }
        var since = visit.sinceAccepted();
        if (since != null && since.compareTo(TOO_SOON) < 0) {
            return new VisitVerdict(MACHINE, "less than two seconds after the mail was handed in");
        }
        for (var proxy : PICTURE_PROXIES) {
            if (agent.contains(proxy)) {
                return new VisitVerdict(UNKNOWN, "came through a mailbox's picture proxy");
            }
        }
        return agent.startsWith("mozilla/")
                ? new VisitVerdict(HUMAN, "a browser, at a person's pace")
                : new VisitVerdict(UNKNOWN, agent.isEmpty() ? "does not say what it is" : "an unknown program");
    }

    /**
     * What is known about one visit.
     *
     * @param knownNetwork whether it came from where only machines come from
     * @param trapped whether the link that no person sees was followed at about the same time
     * @param burst whether several different links of the mail were followed at the same moment
     * @param sinceAccepted since the relay took the mail; null where that is not known
     */
    record Visit(
            boolean head,
            @Nullable String userAgent,
            boolean knownNetwork,
            boolean trapped,
            boolean burst,
            @Nullable Duration sinceAccepted) {}
}
