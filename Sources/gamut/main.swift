import Fronts
