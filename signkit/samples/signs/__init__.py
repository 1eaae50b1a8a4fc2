"""Hands, drawn from joint positions, in photos and moving."""
