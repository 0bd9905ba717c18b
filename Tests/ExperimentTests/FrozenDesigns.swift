// The first numbers of the designs of version 1: they stay as they are.

import Experiment
import Testing

struct Frozen: Sendable, CustomTestStringConvertible {
  let method: SamplingMethod
  let seed: UInt64
  let points: Int
  /// Of the coordinates, row by row, three axes each.
  let bits: [UInt64]

  var testDescription: String { "\(method), seed \(seed)" }

  static let designs = [
    Frozen(
      method: .random, seed: 1, points: 2,
      bits: [
        0x3FE2_2145_BD91_204B, 0x3FE7_DD71_B42C_B1DD, 0x3FEF_1274_5DDF_664A,
        0x3FDC_7061_A43B_90B2, 0x3FDC_6ED5_3634_406C, 0x3FE8_69A1_7FF2_02A0,
      ]),
    Frozen(
      method: .lhs, seed: 1, points: 5,
      bits: [
        0x3FD2_7C91_0AD7_4016, 0x3FE0_3148_0BC3_9EFE, 0x3FD3_25B3_0D8A_776D,
        0x3FC3_87B4_665B_354D, 0x3FB6_5249_22E3_0F43, 0x3FDB_2D00_D1C3_25C0,
        0x3FE8_D0A5_E91E_FAF5, 0x3FEA_AB45_26FD_BCA2, 0x3FAD_6135_8253_DDE3,
        0x3FEC_F297_E060_7430, 0x3FD5_0F6E_BB89_330D, 0x3FE9_E814_CFF1_A2FE,
        0x3FDD_4127_A4B5_DFEA, 0x3FE8_6B12_0575_6117, 0x3FE6_7FD3_EA96_8EAA,
      ]),
    Frozen(
      method: .sobol, seed: 1, points: 3,
      bits: [
        0x3FE2_2145_BD80_0000, 0x3FE7_DD71_B420_0000, 0x3FEF_1274_5DC0_0000,
        0x3FB1_0A2D_EC00_0000, 0x3FCF_75C6_D080_0000, 0x3FDE_24E8_BB80_0000,
        0x3FD4_428B_7B00_0000, 0x3FEF_DD71_B420_0000, 0x3FE7_1274_5DC0_0000,
      ]),
    Frozen(
      method: .halton, seed: 1, points: 3,
      bits: [
        0x3FB8_AB0F_C8E0_2338, 0x3FE4_7003_51A6_ADA3, 0x3FB2_F001_F1E2_59EF,
        0x3FE3_1561_F91C_0467, 0x3FD3_8AB1_4DF8_05F0, 0x3FD1_88CD_4945_6348,
        0x3FD6_2AC3_F238_08CE, 0x3FEF_1AAD_FC51_584D, 0x3FE5_9133_716F_7E71,
      ]),
    Frozen(
      method: .random, seed: 7, points: 2,
      bits: [
        0x3FD8_F2F8_7916_4C82, 0x3F91_30F3_5FD0_F180, 0x3FEC_D308_1017_5625,
        0x3FE2_A75D_6E0C_E7C5, 0x3FDC_F4CE_D99A_8788, 0x3FCF_ED5F_4365_DF54,
      ]),
    Frozen(
      method: .lhs, seed: 7, points: 5,
      bits: [
        0x3FE6_187B_15C2_A727, 0x3FE8_C6CA_3A84_133C, 0x3FD1_3578_5AC8_74A8,
        0x3FEB_3244_C35E_B192, 0x3FD7_DBFA_F573_C4C1, 0x3FB5_B278_9F46_8B50,
        0x3FDF_96FD_080F_6356, 0x3FED_1BEA_02AD_7916, 0x3FE2_9385_5F2F_21D8,
        0x3FB0_CC2A_DD0C_33BE, 0x3FC6_84A2_E671_4862, 0x3FEF_BF00_C7AE_40CB,
        0x3FCD_0979_A5DC_21A3, 0x3FDD_C705_4D71_528E, 0x3FE3_B0D5_A66E_06BE,
      ]),
    Frozen(
      method: .sobol, seed: 7, points: 3,
      bits: [
        0x3FD8_F2F8_7900_0000, 0x3F91_30F3_5C00_0000, 0x3FEC_D308_1000_0000,
        0x3FEC_797C_3C80_0000, 0x3FE0_8987_9AE0_0000, 0x3FD9_A610_2000_0000,
        0x3FE4_797C_3C80_0000, 0x3FD1_130F_35C0_0000, 0x3FE4_D308_1000_0000,
      ]),
    Frozen(
      method: .halton, seed: 7, points: 3,
      bits: [
        0x3FE9_FC08_E6B9_6783, 0x3FE9_C503_2B2A_DD7A, 0x3FE8_5963_1491_293F,
        0x3FD3_F811_CD72_CF06, 0x3FDE_34B1_0100_659E, 0x3FC4_98BF_8577_D82E,
        0x3FE1_FC08_E6B9_6783, 0x3FC1_BEB7_5756_2092, 0x3FEE_BFC9_7AF7_8FA5,
      ]),
  ]
}
