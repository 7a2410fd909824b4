"""Portrait + sound + prompt → frames. Pure: no clock, sockets, threads or processes. Start reading at `engine.py`."""
