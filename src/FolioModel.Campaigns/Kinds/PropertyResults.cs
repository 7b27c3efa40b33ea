namespace FolioModel.Campaigns.Kinds;

/// <summary>The result of a unit that ran programs.</summary>
/// <param name="Programs">Programs run.</param>
/// <param name="Operations">Steps done.</param>
/// <param name="Coverage">How often each operation ended how.</param>
/// <param name="Failing">How many programs failed, by finding.</param>
/// <param name="Seen">The first failing programs of each finding.</param>
internal sealed record ProgramsResult(
    long Programs, long Operations, SortedDictionary<string, long> Coverage, SortedDictionary<string, long> Failing,
    IReadOnlyList<SeenFailure> Seen);

/// <summary>A program that failed, before shrinking.</summary>
/// <param name="Program">Its number, from 1.</param>
/// <param name="Finding">The kind of mistake.</param>
/// <param name="Message">The first line of the message.</param>
internal sealed record SeenFailure(long Program, string Finding, string Message);

/// <summary>The result of a unit that shrank one program.</summary>
/// <param name="Program">Its number, from 1.</param>
/// <param name="Signature">The kind of mistake with the imbalance of holders: equal for the same mistake.</param>
/// <param name="Steps">Steps of the shrunk program.</param>
/// <param name="Encoded">The shrunk program, as <c>folio check --steps</c> takes it.</param>
/// <param name="Report">The report.</param>
internal sealed record ShrunkResult(long Program, string Signature, int Steps, string Encoded, string Report);
