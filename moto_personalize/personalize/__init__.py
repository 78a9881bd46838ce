"""Amazon Personalize in the shape of a moto service."""
