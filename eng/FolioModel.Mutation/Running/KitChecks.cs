using FolioModel.Cli.Modules;

namespace FolioModel.Mutation;

/// <summary>The campaigns of <c>folio check</c>, program by program.</summary>
internal static class KitChecks
{
    private const ulong Seed = 7;
    private const int Length = 250;
    private const int Programs = 40;
    private const int MisuseLength = 20;
    private const int MisusePrograms = 60;

    /// <summary>The subject that has a mistake on purpose.</summary>
    private const string Leaky = "leaky-owner";

    private static readonly string[] s_misused = ["core", "core-bare"];

    public static IEnumerable<Check> All() =>
    [
        .. ModuleSet.BuiltIn.Subjects.Where(static s => s.Name != Leaky)
            .SelectMany(static s => Campaign(s, Length, Programs, misuse: false)),
        .. ModuleSet.BuiltIn.Subjects.Where(static s => s_misused.Contains(s.Name))
            .SelectMany(static s => Campaign(s, MisuseLength, MisusePrograms, misuse: true)),
    ];

    private static IEnumerable<Check> Campaign(NamedSubject subject, int length, int programs, bool misuse) =>
        Enumerable.Range(0, programs).Select(number =>
        new Check(Checker.Kit, $"{subject.Name}{(misuse ? " --misuse" : "")} {number + 1}", () =>
            Run(subject, number, length, programs, misuse)));

    private static string? Run(NamedSubject subject, int number, int length, int programs, bool misuse)
    {
        CampaignResult result = Testing.Campaign.Run(subject.Create, new CampaignOptions
        {
            Seed = Seed,
            Operations = (long)length * programs,
            ProgramLength = length,
            Only = number,
            Run = new RunOptions { Misuse = misuse, ShrinkingRuns = 0 },
        });
        return result.Failure?.ToString();
    }
}
