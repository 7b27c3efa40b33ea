namespace FolioModel.Interleaving;

/// <summary>A member of a <see cref="SharedStateAttribute"/> class that can change and is not part of the state.</summary>
/// <param name="reason">Why two states that differ in it only are the same.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotSharedAttribute(string reason) : Attribute
{
    /// <summary>Why two states that differ in it only are the same.</summary>
    public string Reason { get; } = reason;
}
