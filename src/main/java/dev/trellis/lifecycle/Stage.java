package dev.trellis.lifecycle;

/** A stage of the lifecycle, by its kebab-case name. Which ones there are is data. */
public record Stage(String name) {

    public static final Stage SUBSCRIBER = new Stage("subscriber");
    public static final Stage LEAD = new Stage("lead");
    public static final Stage MQL = new Stage("mql");
    public static final Stage SQL = new Stage("sql");
    public static final Stage OPPORTUNITY = new Stage("opportunity");
    public static final Stage CUSTOMER = new Stage("customer");
    public static final Stage EVANGELIST = new Stage("evangelist");

    @Override
    public String toString() {
        return name;
    }
}
