"""Training of Tessera's own encoder: data, pictures, network, losses, figures, export."""
