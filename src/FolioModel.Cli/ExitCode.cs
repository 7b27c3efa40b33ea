namespace FolioModel.Cli;

/// <summary>What the command's exit code says, the same for every verb.</summary>
public static class ExitCode
{
    /// <summary>Everything holds.</summary>
    public const int Holds = 0;

    /// <summary>A difference or a violation was found, or something could not be checked.</summary>
    public const int Differs = 1;

    /// <summary>The input or the usage is wrong: nothing can be said.</summary>
    public const int BadInput = 2;
}
