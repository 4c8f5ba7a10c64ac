"""The floor: as many empty resources, registered without Pulumi's SDK."""
