Thank you for asking, and one question
