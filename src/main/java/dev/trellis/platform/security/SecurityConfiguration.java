package dev.trellis.platform.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/** Three doors: the API with a token, the readers' links with nothing but the link, the pages with a session. */
@Configuration(proxyBeanMethods = false)
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

        @Bean
        @Order(1)
        SecurityFilterChain apiDoor(HttpSecurity http, ApiToken token, JsonMapper json) {
            return http.securityMatcher("/api/**", "/v3/api-docs/**", "/v3/api-docs.yaml")
                    .csrf(AbstractHttpConfigurer::disable)
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .addFilterBefore(new ApiTokenFilter(token), UsernamePasswordAuthenticationFilter.class)
                    .authorizeHttpRequests(
                            requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                    .permitAll()
                                    .anyRequest()
                                    .authenticated())
                    .exceptionHandling(exceptions -> exceptions.authenticationEntryPoint(tokenNeeded(json)))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain linksDoor(HttpSecurity http) {
            return http.securityMatcher("/t/**", "/actuator/**")
                    .csrf(AbstractHttpConfigurer::disable)
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .headers(Doors::headers)
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/t/**")
                            .permitAll()
                            .requestMatchers("/actuator/health", "/actuator/health/**")
                            .permitAll()
                            .anyRequest()
                            .denyAll())
                    .build();
        }

        @Bean
        @Order(3)
        @SuppressWarnings("NullAway") // No name switches the request parameter off, as the setter documents.
        SecurityFilterChain pagesDoor(HttpSecurity http) {
            var throttle = new SignInThrottle(InstantSource.system());
            var requestCache = new HttpSessionRequestCache();
            requestCache.setMatchingRequestParameterName(null);
            requestCache.setRequestMatcher(request -> "GET".equals(request.getMethod())
                    && request.getHeader(PART_OF_PAGE) == null
                    && String.valueOf(request.getHeader("Accept")).contains(MediaType.TEXT_HTML_VALUE));
            return http.headers(Doors::headers)
                    .requestCache(cache -> cache.requestCache(requestCache))
                    .addFilterBefore(throttle, UsernamePasswordAuthenticationFilter.class)
                    .authorizeHttpRequests(requests -> requests.requestMatchers(
                                    "/sign-in",
                                    "/css/**",
                                    "/js/**",
                                    "/vendor/**",
                                    "/webjars/**",
                                    "/favicon.svg",
                                    "/error")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .formLogin(form -> form.loginPage("/sign-in")
                            .successHandler(throttle.success(requestCache))
                            .failureHandler(throttle.failure()))
                    .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in?out"))
                    .exceptionHandling(exceptions -> exceptions
                            .defaultAuthenticationEntryPointFor(
                                    Doors::signInAgain, new RequestHeaderRequestMatcher(PART_OF_PAGE))
                            .defaultAuthenticationEntryPointFor(
                                    new LoginUrlAuthenticationEntryPoint("/sign-in"), request -> true))
                    .build();
        }

        private static void headers(HeadersConfigurer<HttpSecurity> headers) {
            headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
        }

        private static void signInAgain(HttpServletRequest request, HttpServletResponse response, Exception exception) {
            response.setHeader("HX-Redirect", "/sign-in");
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        }

        private static AuthenticationEntryPoint tokenNeeded(JsonMapper json) {
            return (request, response, exception) -> {
                var problem = ProblemDetail.forStatusAndDetail(
                        HttpStatus.UNAUTHORIZED,
                        "Send the API token as \"Authorization: Bearer <token>\". It is the setting TRELLIS_API_TOKEN; "
                                + "without it the first start made one, printed it and keeps it in the data folder, "
                                + "in the file api-token.");
                response.setStatus(HttpStatus.UNAUTHORIZED.value());
                response.setHeader("WWW-Authenticate", "Bearer");
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.getOutputStream().write(json.writeValueAsBytes(problem));
            };
        }
    }
}
