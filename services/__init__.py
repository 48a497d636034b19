"""The services of sinhhoat; each stands alone and shares nothing but `contracts` and `chassis`."""
