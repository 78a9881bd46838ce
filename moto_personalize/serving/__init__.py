"""The server and the proxy: every service of moto and the three of Personalize, for programs in any language."""
