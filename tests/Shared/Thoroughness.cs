namespace FolioModel.Tests;

/// <summary>
/// How much the tests do that could go on for hours: everything in continuous integration, a part of it on a developer's machine.
/// </summary>
/// <remarks>
/// <c>CI=true dotnet test</c> does everything. Each such test checks the same claims in both cases; only the number of programs, changes or
/// executions differs.
/// </remarks>
internal static class Thoroughness
{
    /// <summary>Whether everything is to be done.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };

    /// <summary>Chooses an amount of work.</summary>
    /// <param name="full">The amount in continuous integration.</param>
    /// <param name="quick">The amount in a plain run.</param>
    public static int Of(int full, int quick) => IsFull ? full : quick;

    /// <summary>Chooses cases of a test: all in continuous integration, every <paramref name="every"/>th in a plain run.</summary>
    /// <param name="cases">All cases, in an order that does not change from run to run.</param>
    /// <param name="every">The distance of two cases of a plain run; the first case is always among them.</param>
    public static IEnumerable<T> Sample<T>(IEnumerable<T> cases, int every) => IsFull ? cases : cases.Where((_, i) => i % every == 0);
}
