using FolioModel.Cli.Content.Core.Pressure;
using FolioModel.Testing;

namespace FolioModel.Props.Reclaim;

/// <summary>A machine short of memory keeps every invariant, whoever decides what is evicted.</summary>
public sealed class PressureProperties
{
    private static readonly string[] s_always =
    [
        "first read", "refault", "reclaimed what was asked for", "reclaimed less", "reclaimed on the way out", "balanced after a wake-up",
        "take memory: ENOMEM", "read: ENOMEM", "write back: ok", "limit: ok", "throttle: ok", "drop caches: ok", "truncate: ok",
    ];

    [FolioProperty(typeof(Classic), Operations = 8_000, ProgramLength = 250)]
    public void TheClassicListsKeepEveryInvariant(CampaignResult result) => AssertHappened(result, "refault activated");

    [FolioProperty(typeof(Generations), Operations = 8_000, ProgramLength = 250)]
    public void TheGenerationsKeepEveryInvariant(CampaignResult result) => AssertHappened(result);

    [FolioProperty(typeof(Policies), Operations = 8_000, ProgramLength = 250)]
    public void PoliciesKeepEveryInvariant(CampaignResult result) => AssertHappened(result, "policy: ok");

    private static void AssertHappened(CampaignResult result, params string[] also) =>
        Assert.That(s_always.Concat(also).Where(name => result.Coverage.Of(name) == 0), Is.Empty,
            "these never happened, so nothing was tested about them");

    private sealed class Classic() : PressureSubject(new PressureOptions(MultiGeneration: false));

    private sealed class Generations() : PressureSubject(new PressureOptions(MultiGeneration: true));

    private sealed class Policies() : PressureSubject(new PressureOptions(MultiGeneration: false, Policies: true));
}
