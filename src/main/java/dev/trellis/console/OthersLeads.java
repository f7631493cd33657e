package dev.trellis.console;

import dev.trellis.api.TimelineItem;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps the hand-offs, tasks and deals of others closed to who does not see them in the lists: for them there is
 * nothing at such an address.
 */
@Component
class OthersLeads implements HandlerInterceptor, WebMvcConfigurer {

    private final JdbcClient jdbc;

    OthersLeads(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/handoffs/**", "/tasks/**", "/deals/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var id = id(request);
        var sight = Sight.of(request.getUserPrincipal());
        if (id != null
                && !sight.isAll()
                && !sees(
                        sight,
                        request.getRequestURI()
                                .substring(request.getContextPath().length()),
                        id)) {
            throw new NotHereException("This is not here, or not yours");
        }
        return true;
    }

    /** The hand-offs, tasks and deals of the contact that are not theirs to see. */
    Set<UUID> hidden(Sight sight, UUID contact) {
        if (sight.isAll()) {
            return Set.of();
        }
        return Set.copyOf(jdbc.sql("""
                        select id from handoff where contact_id = :contact and (%s) is not true
                        union all select id from task where contact_id = :contact and (%s) is not true
                        union all select id from deal where contact_id = :contact and (%s) is not true
                        """.formatted(
                                sight.onOwnerAndTeam("handoff"), sight.onOwnerAndTeam("task"), sight.onOwner("deal")))
                .param("contact", contact)
                .params(sight.parameters())
                .query(UUID.class)
                .list());
    }

    /** The part of a timeline without what is hidden. */
    static Page<TimelineItem> without(Set<UUID> hidden, Page<TimelineItem> timeline) {
        var ids = hidden.stream().map(UUID::toString).collect(Collectors.toSet());
        return timeline.filter(
                event -> !ids.contains(String.valueOf(event.details().get("id"))));
    }

    private boolean sees(Sight sight, String path, UUID id) {
        var kind = path.substring(1, path.indexOf('/', 1));
        var condition = switch (kind) {
            case "handoffs" -> "from handoff where id = :id and " + sight.onOwnerAndTeam("handoff");
            case "tasks" -> "from task where id = :id and " + sight.onOwnerAndTeam("task");
            case "deals" -> "from deal where id = :id and " + sight.onOwner("deal");
            default -> throw new IllegalStateException("Not known here: " + kind);
        };
        return jdbc.sql("select exists (select " + condition + ")")
                .param("id", id)
                .params(sight.parameters())
                .query(Boolean.class)
                .single();
    }

    /** What is no id the page itself refuses. */
    private static @Nullable UUID id(HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get("id") instanceof String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException ex) {
                return null;
            }
        }
        return null;
    }
}
