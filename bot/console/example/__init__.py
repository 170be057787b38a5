"""The data of `upstander demo`: who there is, what they write, and thirteen weeks of it from a fixed seed."""
