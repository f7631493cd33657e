package dev.trellis.referral;

import java.util.List;

/** People who came through referrals bought. Published in the transaction that recorded it. */
public record ReferralConverted(List<Referral> referrals) {}
