You gave us a low mark. Thank you for telling us
