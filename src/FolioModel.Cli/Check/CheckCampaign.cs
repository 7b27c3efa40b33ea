namespace FolioModel.Cli.Check;

/// <summary>The parameters of a campaign: with the same parameters the same programs are run, with the same result.</summary>
/// <param name="Subject">What is under test.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Operations">Steps of all programs together.</param>
/// <param name="Length">Steps of one program.</param>
/// <param name="CheckEvery">After how many steps the invariants are checked.</param>
/// <param name="Shrink">How many programs the search for the shortest story may try.</param>
/// <param name="Misuse">Whether programs may end with a mistake on purpose.</param>
internal sealed record CheckCampaign(string Subject, ulong Seed, long Operations, int Length, int CheckEvery, int Shrink, bool Misuse)
{
    public const int DefaultCheckEvery = 1;
    public const int DefaultShrink = 2000;

    /// <summary>The command that runs one program of the campaign again.</summary>
    /// <param name="program">Its number, from 1.</param>
    /// <param name="command">The command with the options that load its modules.</param>
    public string Replay(long program, string command) =>
        $"{command} check --subject {Subject} --seed {Seed} --operations {Operations} --length {Length}"
        + (CheckEvery == DefaultCheckEvery ? "" : $" --check-every {CheckEvery}")
        + (Shrink == DefaultShrink ? "" : $" --shrink {Shrink}")
        + (Misuse ? " --misuse" : "")
        + $" --program {program}";

    public override string ToString() => $"{Subject}, seed {Seed}, {Operations} operations, {Length} a program"
        + $"{(CheckEvery == DefaultCheckEvery ? "" : $", checked every {CheckEvery}")}{(Misuse ? ", with misuse" : "")}";
}
