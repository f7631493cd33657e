package dev.trellis.platform.security;

import dev.trellis.platform.security.SignOn.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Finds out who here is whom the provider sends: at first the user with the address that the provider has verified, and
 * from then on whoever has the account by which they came, whatever its address. Nobody else comes in, but somebody new
 * where the settings say so.
 */
@Component
class Welcome {

    private static final int LONGEST_NAME = 50;

    private final Users users;
    private final SignOnProperties properties;

    Welcome(Users users, SignOnProperties properties) {
        this.users = users;
        this.properties = properties;
    }

    ProvidedUser of(OidcUser there) {
        var address = there.getEmail();
        if (address == null || address.isBlank()) {
            throw new NotLetInException(Reason.NO_ADDRESS, null, null);
        }
        if (!Boolean.TRUE.equals(there.getEmailVerified())) {
            throw new NotLetInException(Reason.UNVERIFIED, address, null);
        }
        var account = Account.of(there);
        var user =
                users.withAccount(account).or(() -> users.withAddress(address)).orElseGet(() -> add(address, there));
        if (user.locked()) {
            throw new NotLetInException(Reason.LOCKED, address, user.name());
        }
        var pinned = user.account();
        // What was pinned at a provider that is not asked any more says nothing of this one.
        if (pinned == null || !pinned.issuer().equals(account.issuer())) {
            user = users.pin(user.name(), account);
        }
        if (!account.equals(user.account())) {
            throw new NotLetInException(Reason.ANOTHER_ACCOUNT, address, user.name());
        }
        return new ProvidedUser(user, there);
    }

    private AppUser add(String address, OidcUser there) {
        if (!properties.createUsers()) {
            throw new NotLetInException(Reason.UNKNOWN, address, null);
        }
        var role = role(there).orElseThrow(() -> new NotLetInException(Reason.NO_ROLE, address, null));
        return users.add(freeName(there, address), address, role, null, users.newPassword());
    }

    /** The groups are looked at when somebody is new; from then on operators say what somebody is here for. */
    private Optional<Role> role(OidcUser there) {
        var groups = groups(there.getClaims().get(properties.groupsClaim()));
        var known = properties.groups();
        if (known.operator().stream().anyMatch(groups::contains)) {
            return Optional.of(Role.OPERATOR);
        }
        if (known.salesManager().stream().anyMatch(groups::contains)) {
            return Optional.of(Role.SALES_MANAGER);
        }
        if (known.marketer().stream().anyMatch(groups::contains)) {
            return Optional.of(Role.MARKETER);
        }
        if (known.sales().stream().anyMatch(groups::contains)) {
            return Optional.of(Role.SALES);
        }
        return Optional.ofNullable(properties.newRole());
    }

    private static List<String> groups(@Nullable Object claim) {
        return switch (claim) {
            case null -> List.of();
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            default -> List.of(claim.toString());
        };
    }

    private String freeName(OidcUser there, String address) {
        var wanted = Objects.requireNonNullElse(there.getPreferredUsername(), address)
                .replaceFirst("@.*", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", ".")
                .replaceAll("^(.{" + LONGEST_NAME + "}).*", "$1")
                .replaceAll("^\\.|\\.$", "");
        var name = wanted.isEmpty() ? "user" : wanted;
        return Stream.concat(
                        Stream.of(name),
                        IntStream.iterate(2, number -> number + 1).mapToObj(number -> name + "-" + number))
                .filter(free -> users.find(free).isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
