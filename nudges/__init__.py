"""What Upstander sends unasked: its content, and the choice of what comes next."""
