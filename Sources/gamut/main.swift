import Fronts

runCommandLine()
