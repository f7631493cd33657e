package dev.trellis;

import dev.trellis.platform.StartRefusedException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Turns what stops a start and can be mended by a setting into one sentence, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailureReporter implements SpringBootExceptionReporter {

    private final Environment environment;

    StartFailureReporter(ConfigurableApplicationContext context) {
        this.environment = context.getEnvironment();
    }

    @Override
    public boolean reportException(Throwable failure) {
        var sentence = sentence(failure, environment);
        sentence.ifPresent(System.err::println);
        return sentence.isPresent();
    }

    /** Whether the reader has been told already, by this reporter or by Spring Boot's own ones. */
    static boolean isReported(Throwable failure) {
        // SpringApplication reports every failure of a start, in whichever way fits, before it throws it on.
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("org.springframework.boot.SpringApplication"));
    }

    static Optional<String> sentence(Throwable failure, Environment environment) {
        return causes(failure)
                .map(cause -> Optional.ofNullable(
                        switch (cause) {
                            case StartRefusedException refused -> refused.getMessage();
                            case PortInUseException port ->
                                "Port " + port.getPort()
                                        + " is taken by another program; stop that program or set SERVER_PORT to a free port.";
                            case BindException bind when mine(bind) -> wrongValue(bind);
                            case SQLException sql
                            when noConnection(sql) ->
                                "TRELLIS_DATABASE_URL: the database at "
                                        + environment.getProperty("spring.datasource.url") + " cannot be used: "
                                        + String.valueOf(sql.getMessage()).replaceFirst("\\.$", "") + ".";
                            case FlywayValidateException tables -> otherTables(tables);
                            default -> null;
                        }))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList().reversed().stream();
    }

    private static boolean mine(BindException bind) {
        var name = bind.getName().toString();
        return name.startsWith("trellis") || name.startsWith("server");
    }

    private static boolean noConnection(SQLException sql) {
        var state = sql.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("28") || state.startsWith("3D"));
    }

    /** Flyway says what differs in the second line and what to set against it in those that follow. */
    private static String otherTables(FlywayValidateException tables) {
        return "The tables in the database are those of another version of Trellis ("
                + String.valueOf(tables.getMessage())
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElse("they cannot be compared")
                        .strip()
                + "). Start the version that used this database last, or a newer one.";
    }

    private static String wrongValue(BindException bind) {
        var setting =
                bind.getName().toString().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        var property = bind.getProperty();
        var value = property == null ? "" : " is '" + property.getValue() + "' but";
        return setting + value + " must be "
                + expected(bind.getTarget().getType().resolve(Object.class)) + ".";
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double", "BigDecimal" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "a duration such as 30s, 10m or 2h";
            case "DataSize" -> "a size such as 512MB";
            case "URI", "URL" -> "an address such as https://example.com";
            case "ZoneId" -> "a time zone such as Europe/Berlin";
            case "InetAddress" -> "an address of this machine";
            default -> "a " + type.getSimpleName();
        };
    }
}
