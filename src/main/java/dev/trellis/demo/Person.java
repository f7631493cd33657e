package dev.trellis.demo;

/** One contact of the sample. */
record Person(String id, String email, String name, String stage, String timeZone, boolean readsNewsletter) {}
