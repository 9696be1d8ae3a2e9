class Thing:
    @property
    def value(self):
        return self.made() + 1

    @staticmethod
    def made():
        return 3

    @classmethod
    def other(cls):
        return cls()

    class Inner:
        def method(self):
            return self.made
