//! Runs media, face and signals over one check, fuses the readings, picks the images
