"""How each answer is learnt: losses, what validation is judged by, what its pictures show."""
