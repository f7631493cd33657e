Three questions that come up before signing
