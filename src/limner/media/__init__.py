"""Sound and picture in and out: decoding, pacing, encoding, WebRTC."""
