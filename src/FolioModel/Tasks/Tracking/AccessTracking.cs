using System.Diagnostics.CodeAnalysis;

namespace FolioModel.Interleaving;

/// <summary>Whether this process can record which shared state a step touches.</summary>
/// <remarks>
/// Set by the runtime configuration switch <c>FolioModel.AccessTracking</c>, before the first machine is built. The just-in-time compiler
/// takes the value for a constant, so that machines cost nothing extra where it is off; trimming removes the code.
/// </remarks>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public static class AccessTracking
{
    /// <summary>The switch's name.</summary>
    public const string Switch = "FolioModel.AccessTracking";

    internal static readonly bool IsOn = AppContext.TryGetSwitch(Switch, out bool on) && on;

    /// <summary>Whether it is on.</summary>
    [FeatureSwitchDefinition(Switch)]
    public static bool IsSupported => IsOn;
}
