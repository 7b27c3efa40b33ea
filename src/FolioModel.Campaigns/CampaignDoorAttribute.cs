namespace FolioModel.Campaigns;

/// <summary>
/// Marks a program that only brings units to the model of another program, as a cluster's silo does: its campaigns are those of that
/// program, and so is its <see cref="BuildIdentity"/>.
/// </summary>
/// <param name="program">The assembly name of the program whose campaigns it runs.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class CampaignDoorAttribute(string program) : Attribute
{
    /// <summary>The assembly name of the program whose campaigns it runs.</summary>
    public string Program { get; } = program;
}
