Call ${(contact.firstName)!"the contact"}: ${(facts.reason)!"no reason"}
