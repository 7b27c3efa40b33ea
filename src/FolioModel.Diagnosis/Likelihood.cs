namespace FolioModel.Diagnosis;

/// <summary>How well an explanation fits what is known of the page.</summary>
public enum Likelihood
{
    /// <summary>The state leaves no other explanation.</summary>
    Certain,

    /// <summary>The state, the reason of the dump or its call trace points there.</summary>
    Likely,

    /// <summary>Nothing speaks against it.</summary>
    Possible,

    /// <summary>It would take a coincidence.</summary>
    Unlikely,
}
