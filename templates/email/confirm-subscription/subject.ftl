Please confirm your address for ${brand.name}
