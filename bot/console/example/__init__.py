"""The data of `upstander demo`: who there is, what they write, and twelve weeks of it from a fixed seed."""
