package dev.trellis.platform;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How the database is to plan lists that are searched. */
public final class Plans {

    private Plans() {}

    /**
     * Whether few or many fit decides how they are best found, so a plan for any values would be a bad one; and a
     * look-up costs little more than the next row, which the planner's defaults, made for spinning disks, do not know.
     * Holds for the transaction.
     */
    public static void forTheseValues(JdbcClient jdbc) {
        jdbc.sql("set local plan_cache_mode = force_custom_plan; set local random_page_cost = 1.1;"
                        + " set local max_parallel_workers_per_gather = 0; set local jit = off")
                .update();
    }
}
