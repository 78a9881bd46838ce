"""The hosts of the three services: alone in a module, since registration needs them before anything else is loaded."""

HOSTS = [
    r"https?://personalize(?:-events|-runtime)?(?:-fips)?\.([^.]+)\.amazonaws\.com",
    r"https?://personalize(?:-events|-runtime)?(?:-fips)?\.([^.]+)\.api\.aws",
]
