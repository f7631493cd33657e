package dev.trellis.platform;

import java.util.List;

/** Something the person who started the application should read, such as how to sign in. Printed after the address. */
public interface StartNote {

    List<String> lines();
}
