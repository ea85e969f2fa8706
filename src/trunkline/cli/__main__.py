import sys

from trunkline.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
