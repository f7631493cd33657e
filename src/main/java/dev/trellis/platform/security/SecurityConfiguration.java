package dev.trellis.platform.security;

import dev.trellis.platform.TrellisProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three doors: the API with a token, the readers' links with nothing but the link, the pages with a session. What is
 * behind them, and for whom, is said in the {@link Routes}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignOnProperties.class)
class SecurityConfiguration {

    /** Scripts and styles of our own only; the diagram viewer sets styles on the elements it draws. */
    static final String CONTENT_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
            + "frame-ancestors 'self'; form-action 'self'";

    /** What a page asked for by itself, without anybody opening it: answered in its place, never gone back to. */
    private static final String PART_OF_PAGE = "HX-Request";

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Doors {

        private final RouteGuard guard = new RouteGuard(Routes.TABLE);

        @Bean
        @Order(1)
        SecurityFilterChain apiDoor(HttpSecurity http, ApiToken first, ApiTokens tokens, JsonMapper json) {
            var refusals = new Refusals(Routes.TABLE, json);
            return http.securityMatcher("/api/**", "/v3/api-docs/**", "/v3/api-docs.yaml")
                    .csrf(AbstractHttpConfigurer::disable)
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .addFilterBefore(new ApiTokenFilter(first, tokens), UsernamePasswordAuthenticationFilter.class)
                    .authorizeHttpRequests(
                            requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                    .permitAll()
                                    .anyRequest()
                                    .access(guard))
                    .exceptionHandling(exceptions -> exceptions
                            .authenticationEntryPoint(refusals::tokenNeeded)
                            .accessDeniedHandler(refusals::scopeNeeded))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain linksDoor(HttpSecurity http) {
            return http.securityMatcher("/t/**", "/actuator/**")
                    .csrf(AbstractHttpConfigurer::disable)
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .headers(Doors::headers)
                    .authorizeHttpRequests(requests -> requests.anyRequest().access(guard))
                    .build();
        }

        @Bean
        @Order(3)
        @SuppressWarnings("NullAway") // No name switches the request parameter off, as the setter documents.
        SecurityFilterChain pagesDoor(
                HttpSecurity http, SignIn signIn, SignOn signOn, Welcome welcome, Users users, JsonMapper json) {
            var refusals = new Refusals(Routes.TABLE, json);
            var requestCache = new HttpSessionRequestCache();
            requestCache.setMatchingRequestParameterName(null);
            requestCache.setRequestMatcher(request -> "GET".equals(request.getMethod())
                    && !request.getRequestURI().equals(request.getContextPath() + "/")
                    && request.getHeader(PART_OF_PAGE) == null
                    && String.valueOf(request.getHeader("Accept")).contains(MediaType.TEXT_HTML_VALUE));
            if (signOn.isOn()) {
                http.oauth2Login(login -> byProvider(login, signIn, signOn, welcome, requestCache));
            }
            return http.headers(Doors::headers)
                    .requestCache(cache -> cache.requestCache(requestCache))
                    .addFilterBefore(signIn.throttle(), UsernamePasswordAuthenticationFilter.class)
                    .addFilterBefore(new StaleSessions(users), AnonymousAuthenticationFilter.class)
                    .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                            .permitAll()
                            .anyRequest()
                            .access(guard))
                    .formLogin(form -> form.loginPage("/sign-in")
                            .successHandler(signIn.success(requestCache))
                            .failureHandler(signIn.failure()))
                    .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessHandler(Doors::signedOut))
                    .exceptionHandling(exceptions -> exceptions
                            .accessDeniedHandler(refusals::pageRefused)
                            .defaultAuthenticationEntryPointFor(
                                    Doors::signInAgain, new RequestHeaderRequestMatcher(PART_OF_PAGE))
                            .defaultAuthenticationEntryPointFor(
                                    new LoginUrlAuthenticationEntryPoint("/sign-in"), request -> true))
                    .build();
        }

        private static void byProvider(
                OAuth2LoginConfigurer<HttpSecurity> login,
                SignIn signIn,
                SignOn signOn,
                Welcome welcome,
                RequestCache requestCache) {
            var people = signOn.people();
            login.loginPage("/sign-in")
                    .clientRegistrationRepository(signOn::registration)
                    .authorizedClientRepository(new NothingKept())
                    .authorizationEndpoint(there -> there.baseUri(SignOn.THERE))
                    .redirectionEndpoint(back -> back.baseUri(SignOn.BACK + "*"))
                    .tokenEndpoint(tokens -> tokens.accessTokenResponseClient(signOn.tokens()))
                    .userInfoEndpoint(facts -> facts.oidcUserService(
                            request -> welcome.of(Objects.requireNonNull(people.loadUser(request)))))
                    .successHandler(signIn.successThere(requestCache))
                    .failureHandler(signIn::refusedThere)
                    .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                        @Override
                        public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F there) {
                            there.setAuthenticationFailureHandler(signIn::providerIsAway);
                            return there;
                        }
                    });
        }

        @Bean
        JwtDecoderFactory<ClientRegistration> idTokenDecoders(SignOn signOn) {
            return signOn::decoder;
        }

        /** Where a provider has taken the place of passwords, those of operators still count, in case it is away. */
        @Bean
        AuthenticationProvider passwords(Users users, PasswordEncoder encoder, SignOn signOn) {
            var passwords = new DaoAuthenticationProvider(users);
            passwords.setPasswordEncoder(encoder);
            passwords.setUserDetailsPasswordService(users);
            passwords.setPostAuthenticationChecks(user -> {
                if (signOn.replacesPasswords() && user instanceof SignedInUser known && known.role() != Role.OPERATOR) {
                    throw new DisabledException("Passwords are for operators");
                }
            });
            return passwords;
        }

        /** Browsers send the session over https only where that is how they reach us. */
        @Bean
        WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> sessionCookie(TrellisProperties settings) {
            var secure = "https".equals(settings.publicUrl().getScheme());
            return factory -> factory.getSettings().getSession().getCookie().setSecure(secure);
        }

        /** What changes something goes into the audit log. */
        @Bean
        WebMvcConfigurer auditing(ObjectProvider<AuditTrail> trail) {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    trail.ifAvailable(each -> registry.addInterceptor(each).order(Ordered.HIGHEST_PRECEDENCE));
                }
            };
        }

        private static void headers(HeadersConfigurer<HttpSecurity> headers) {
            headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
        }

        /** Who signed in at the provider is still signed in there, and the page says so. */
        private static void signedOut(
                HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who)
                throws IOException {
            var there = who != null && who.getPrincipal() instanceof ProvidedUser;
            response.sendRedirect(request.getContextPath() + "/sign-in?out" + (there ? "=here" : ""));
        }

        private static void signInAgain(HttpServletRequest request, HttpServletResponse response, Exception exception) {
            response.setHeader("HX-Redirect", "/sign-in");
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        }
    }
}
