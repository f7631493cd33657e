Hello ${(contact.firstName)!"there"}
