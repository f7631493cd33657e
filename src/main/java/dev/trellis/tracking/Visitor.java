package dev.trellis.tracking;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** From where somebody uses a public page: part of the proof of what they said there. */
record Visitor(String address, String userAgent) {

    static Visitor of(HttpServletRequest request) {
        var agent = request.getHeader("User-Agent");
        var clean = agent == null ? "" : agent.replaceAll("\\p{Cntrl}", " ");
        return new Visitor(request.getRemoteAddr(), clean.length() > 300 ? clean.substring(0, 300) : clean);
    }

    Map<String, Object> properties() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("ip", address);
        properties.put("userAgent", userAgent);
        return properties;
    }

    @Override
    public String toString() {
        return "from " + address + " with " + (userAgent.isEmpty() ? "an unnamed program" : userAgent);
    }
}
