import Fronts

Gamut.main()
