package dev.trellis.handoff;

import dev.trellis.contact.Activity;
import dev.trellis.contact.ActivityTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a salesperson had best do next, by the first rule that holds.
 *
 * @param what the action, in a few words
 * @param because the rule in words, with what it saw
 * @param urgent whether it should have been done already
 */
public record NextAction(String what, String because, boolean urgent) {

    private static final Duration LATELY = Duration.ofDays(7);
    private static final Duration SILENT = Duration.ofDays(2);

    /**
     * The action for a hand-off; null where sales has decided, or knows its customer.
     *
     * @param recent what the contact did lately, newest first
     */
    public static @Nullable NextAction of(Handoff handoff, boolean doNotCall, List<Activity> recent, Instant now) {
        if (!handoff.state().isPending()) {
            return null;
        }
        if (handoff.isPaused()) {
            return new NextAction(
                    "Wait",
                    "They have an open complaint. When it is closed, you have as much time as you had left.",
                    false);
        }
        var call = doNotCall ? "Write" : "Call";
        if (handoff.isLate(now)) {
            return new NextAction(
                    call + " now", "The answer is overdue. Accept and get in touch, or reject with a reason.", true);
        }
        if (handoff.acceptedAt() != null && has(recent, handoff.acceptedAt(), NextAction::isReached)) {
            if (!handoff.kind().isSale()) {
                return null;
            }
            return new NextAction(
                    "Qualify, or return to nurture",
                    "You have talked since you accepted. Say what came of it, so that the journey goes on.",
                    false);
        }
        var lately = now.minus(LATELY);
        if (has(recent, lately, activity -> activity.type().equals("replied"))) {
            return new NextAction("Answer the mail", "They wrote to us in the last 7 days.", false);
        }
        if (has(recent, lately, NextAction::isHandRaise)) {
            return new NextAction(
                    call + " today", "They asked to be contacted in the last 7 days. Whoever calls first wins.", false);
        }
        if (has(recent, lately, NextAction::isPriceVisit)) {
            return new NextAction("Offer a demo", "They looked at the prices in the last 7 days.", false);
        }
        if (handoff.acceptedAt() != null && now.isAfter(handoff.acceptedAt().plus(SILENT))) {
            return new NextAction(
                    call + " now", "It was accepted more than 2 days ago, and no talk has been logged since.", true);
        }
        if (has(recent, lately, activity -> activity.type().equals("link-clicked") && activity.isHuman())) {
            return new NextAction(
                    doNotCall ? "Write about what they read" : "Call about what they read",
                    "They followed a link in a mail in the last 7 days.",
                    false);
        }
        return new NextAction(
                doNotCall ? "Write a first mail" : "Make the first call",
                "Nothing special in the last 7 days: begin with why they were handed off.",
                false);
    }

    private static boolean has(List<Activity> activities, Instant since, Predicate<Activity> wanted) {
        return activities.stream().anyMatch(activity -> !activity.at().isBefore(since) && wanted.test(activity));
    }

    private static boolean isReached(Activity activity) {
        return activity.type().equals(ActivityTypes.CALL_LOGGED) && activity.isHuman();
    }

    private static boolean isHandRaise(Activity activity) {
        return activity.type().equals("demo-requested") || activity.type().equals("contact-requested");
    }

    private static boolean isPriceVisit(Activity activity) {
        return switch (activity.type()) {
            case "price-viewed" -> true;
            case "page-viewed" -> activity.properties().values().stream().anyMatch(NextAction::isPricePage);
            default -> false;
        };
    }

    private static boolean isPricePage(Object value) {
        return value instanceof String page && (page.contains("/pricing") || page.contains("/prices"));
    }
}
