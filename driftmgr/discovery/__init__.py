"""Discovery: scopes in, an inventory out."""
