namespace FolioModel.Cli;

/// <summary>What the command's exit codes mean, for every verb.</summary>
internal static class ExitCode
{
    /// <summary>What was asked for holds.</summary>
    public const int Holds = 0;

    /// <summary>A difference or a violation was found.</summary>
    public const int Violated = 1;

    /// <summary>The input or the usage is wrong; nothing that was printed is a result.</summary>
    public const int BadInput = 2;
}
