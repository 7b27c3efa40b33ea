using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Conform.Processes;

/// <summary>A recorded user program, replayed system call by system call up to its first difference.</summary>
internal interface ISystemCallTrace
{
    /// <summary>Carries out one recorded operation and compares everything.</summary>
    /// <param name="line">The line.</param>
    void Step(RecordedLine line);

    /// <summary>The trace is over.</summary>
    /// <returns>Whether it ended as recorded; otherwise what it left behind would disturb the next one.</returns>
    bool End();
}
