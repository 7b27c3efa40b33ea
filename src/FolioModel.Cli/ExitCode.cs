namespace FolioModel.Cli;

/// <summary>The command's exit codes, with the same meaning for every verb.</summary>
internal static class ExitCode
{
    /// <summary>The command did its work, and the checked properties hold.</summary>
    public const int Holds = 0;

    /// <summary>A difference or a violation was found.</summary>
    public const int Violated = 1;

    /// <summary>The input or the usage is wrong; nothing that was printed is a result.</summary>
    public const int BadInput = 2;
}
