package dev.trellis.platform.web;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Who asks for something over HTTP, as it is kept with what was done for them. */
public final class Caller {

    private Caller() {}

    /** Their name; calls that nobody had to sign in for are the API's. */
    public static String name(@Nullable Principal principal) {
        return principal == null ? "api" : principal.getName();
    }
}
