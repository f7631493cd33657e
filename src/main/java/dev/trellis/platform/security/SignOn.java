package dev.trellis.platform.security;

import dev.trellis.platform.TrellisProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The provider at which people may sign in, if there is one. What it can do is asked of it when somebody first wants to
 * sign in there, and asked again as long as it does not answer: a provider that is away keeps nobody else out.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class SignOn {

    /** Where somebody is sent to the provider, and where it sends them back to: both end with the id. */
    static final String THERE = "/sign-in/with";

    static final String BACK = "/sign-in/from/";
    static final String ID = "oidc";

    private static final String REFUSAL = SignOn.class.getName() + ".refusal";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ParameterizedTypeReference<Map<String, Object>> FACTS = new ParameterizedTypeReference<>() {};

    private final SignOnProperties properties;
    private final URI publicUrl;
    private final SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
    private final Map<ClientRegistration, JwtDecoder> decoders = new ConcurrentHashMap<>();
    private volatile @Nullable ClientRegistration known;

    SignOn(SignOnProperties properties, TrellisProperties settings) {
        this.properties = properties;
        this.publicUrl = settings.publicUrl();
        requests.setConnectTimeout(PATIENCE);
        requests.setReadTimeout(PATIENCE);
    }

    /** Where the sign-in page leads who wants to sign in at the provider. */
    public String start() {
        return THERE + "/" + ID;
    }

    public boolean isOn() {
        return properties.issuer() != null;
    }

    /** What people call the provider. */
    public String name() {
        return Objects.requireNonNullElse(properties.name(), "");
    }

    /** Whom somebody who is not let in may ask, if that is said. */
    public Optional<String> help() {
        return Optional.ofNullable(properties.help());
    }

    /** Whether only operators have a password that counts. */
    public boolean replacesPasswords() {
        return isOn() && properties.passwords() == SignOnProperties.Passwords.OPERATORS;
    }

    /** The page of the provider on which somebody signs out there, too; empty while it is not known. */
    public Optional<String> signOutThere() {
        return Optional.ofNullable(known)
                .map(provider ->
                        provider.getProviderDetails().getConfigurationMetadata().get("end_session_endpoint"))
                .map(page -> UriComponentsBuilder.fromUriString(page.toString())
                        .queryParam("client_id", properties.clientId())
                        .queryParam("post_logout_redirect_uri", publicUrl + "/sign-in")
                        .encode()
                        .toUriString());
    }

    /** How the provider is spoken to. There is one only, so there is nothing under another id. */
    @Nullable
    ClientRegistration registration(String id) {
        if (!isOn() || !ID.equals(id)) {
            return null;
        }
        var before = known;
        if (before != null) {
            return before;
        }
        var found = discover();
        known = found;
        return found;
    }

    private ClientRegistration discover() {
        var issuer = Objects.requireNonNull(properties.issuer());
        var facts = RestClient.builder()
                .requestFactory(requests)
                .build()
                .get()
                .uri(withoutSlash(issuer) + "/.well-known/openid-configuration")
                .retrieve()
                .body(FACTS);
        var named = facts == null ? null : facts.get("issuer");
        if (facts == null || named == null || !withoutSlash(issuer).equals(withoutSlash(named.toString()))) {
            throw new IllegalStateException("The provider at " + issuer + " says that it is " + named);
        }
        return ClientRegistrations.fromOidcConfiguration(facts)
                .registrationId(ID)
                .clientName(name())
                .clientId(Objects.requireNonNull(properties.clientId()))
                .clientSecret(Objects.requireNonNull(properties.clientSecret()))
                .redirectUri(publicUrl + BACK + ID)
                .scope(OidcScopes.OPENID, OidcScopes.EMAIL, OidcScopes.PROFILE)
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .build();
    }

    /** Fetches what the provider says of somebody, for the code they came back with. */
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }

    /** Reads what the provider signed, and believes it only if all of it fits. */
    JwtDecoder decoder(ClientRegistration provider) {
        return decoders.computeIfAbsent(provider, this::newDecoder);
    }

    private JwtDecoder newDecoder(ClientRegistration provider) {
        var decoder = NimbusJwtDecoder.withJwkSetUri(
                        Objects.requireNonNull(provider.getProviderDetails().getJwkSetUri()))
                .jwsAlgorithms(allowed -> allowed.addAll(algorithms(provider)))
                .restOperations(new RestTemplate(requests))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                List.of(new JwtTimestampValidator(), new OidcIdTokenValidator(provider))));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    /** Those by key pairs only: a signature by a shared secret is none that others could not have made. */
    private static Set<SignatureAlgorithm> algorithms(ClientRegistration provider) {
        var named =
                provider.getProviderDetails().getConfigurationMetadata().get("id_token_signing_alg_values_supported");
        var offered = named instanceof List<?> names
                ? names.stream()
                        .map(each -> SignatureAlgorithm.from(String.valueOf(each)))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())
                : Set.<SignatureAlgorithm>of();
        return offered.isEmpty() ? Set.of(SignatureAlgorithm.RS256) : offered;
    }

    /** What the provider knows of somebody. */
    OAuth2UserService<OidcUserRequest, OidcUser> people() {
        var rest = new RestTemplate(requests);
        rest.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        var facts = new DefaultOAuth2UserService();
        facts.setRestOperations(rest);
        var people = new OidcUserService();
        people.setOauth2UserService(facts);
        return people;
    }

    /** Keeps for the sign-in page why somebody was not let in. */
    static void refuse(HttpServletRequest request, Refusal refusal) {
        request.getSession().setAttribute(REFUSAL, refusal);
    }

    /** Why who has just come back from the provider was not let in. It is said once. */
    public static Optional<Refusal> refusal(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null && session.getAttribute(REFUSAL) instanceof Refusal refusal) {
            session.removeAttribute(REFUSAL);
            return Optional.of(refusal);
        }
        return Optional.empty();
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** Why somebody is not let in by way of the provider. */
    public enum Reason {
        NO_ADDRESS("no address"),
        UNVERIFIED("address not verified"),
        UNKNOWN("unknown address"),
        NO_ROLE("in no group that has a role"),
        LOCKED("locked"),
        ANOTHER_ACCOUNT("another account with the same address"),
        AWAY("the provider does not answer"),
        FAILED("did not succeed");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * What the sign-in page says to somebody who is not let in.
     *
     * @param address by which the provider knows them
     */
    public record Refusal(Reason reason, @Nullable String address) implements Serializable {}
}
